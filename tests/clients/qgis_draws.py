"""Run by the machine's own Python, which has QGIS: draw the sign by WMS, ask what it is, and write what was found."""

import json
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPointXY,
    QgsRaster,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize
from qgis.PyQt.QtGui import QColor


def layer_of(service, crs):
    return QgsRasterLayer(f"crs={crs}&dpiMode=7&format=image/png&layers=signs&styles=default&url={service}", "signs", "wms")


def draw(layer, crs, box, path):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setOutputSize(QSize(400, 300))
    settings.setExtent(QgsRectangle(*box))
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputDpi(96)
    job = QgsMapRendererSequentialJob(settings)
    waiting = QEventLoop()
    job.finished.connect(waiting.quit)
    job.start()
    waiting.exec_()
    job.renderedImage().save(path)


def asked(layer, point, box):
    found = layer.dataProvider().identify(QgsPointXY(*point), QgsRaster.IdentifyFormatText, QgsRectangle(*box), 400, 300)
    return json.dumps(list(found.results().values()), ensure_ascii=False, default=str)


def legend(layer, path):
    fetcher = layer.dataProvider().getLegendGraphicFetcher(None)
    waiting = QEventLoop()
    fetcher.finish.connect(lambda image: (image.save(path), waiting.quit()))
    fetcher.error.connect(waiting.quit)
    fetcher.start()
    waiting.exec_()


if __name__ == "__main__":
    service, folder = sys.argv[1], Path(sys.argv[2])
    application = QgsApplication([], False)
    application.initQgis()
    found = {}
    for crs, box in json.loads(sys.argv[4]).items():
        layer = layer_of(service, crs)
        west, south, east, north = box
        sign = (west + (east - west) / 4, north - (north - south) / 3)
        beside = (west + (east - west) / 2, south + (north - south) / 5)
        draw(layer, crs, box, str(folder / f"{crs[5:]}.png"))
        found[crs] = {"is_valid": layer.isValid(), "at_the_sign": asked(layer, sign, box), "beside_it": asked(layer, beside, box)}
    legend(layer, str(folder / "legend.png"))
    sys.stdout.write("\n" + json.dumps(found, ensure_ascii=False))
    application.exitQgis()
